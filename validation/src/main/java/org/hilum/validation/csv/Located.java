package org.hilum.validation.csv;

/** Something read from a file, and the line (from 1) where it stands. */
public record Located<T>(T value, long line) {}
