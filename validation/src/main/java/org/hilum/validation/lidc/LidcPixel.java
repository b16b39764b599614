package org.hilum.validation.lidc;

/** A pixel of an image, column and row from 0. */
public record LidcPixel(int column, int row) {}
