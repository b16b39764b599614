package org.hilum.db;

/** An expert of the mixture and its weight in one finding. */
public record StoredExpert(String name, double weight) {}
