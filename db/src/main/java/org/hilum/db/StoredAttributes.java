package org.hilum.db;

/** A nodule's ratings, each from 1 to 5 (calcification to 6), in LIDC's terms. */
public record StoredAttributes(
    double texture,
    double spiculation,
    double lobulation,
    double margin,
    double sphericity,
    double calcification,
    double subtlety) {}
