package org.hilum.validation;

/** A 95 % confidence interval. */
public record ConfidenceInterval(double low, double high) {}
