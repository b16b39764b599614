package org.hilum.model;

/**
 * Which model spoke.
 *
 * @param version changes whenever the weights or the code that interprets them change
 * @param precision {@code fp32}, {@code bf16} or {@code int8}
 */
public record ModelInfo(String name, String version, String precision) {}
