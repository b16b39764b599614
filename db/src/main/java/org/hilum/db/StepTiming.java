package org.hilum.db;

/**
 * How long a step of an analysis took. A list of these keeps the order in which the steps ran,
 * which a JSON object in PostgreSQL would not.
 */
public record StepTiming(String step, long ms) {}
