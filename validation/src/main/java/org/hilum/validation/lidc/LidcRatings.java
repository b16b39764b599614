package org.hilum.validation.lidc;

/**
 * One reader's ratings, 1 to 5 (calcification and internal structure have categories of their own);
 * 0 where the reader gave none.
 */
public record LidcRatings(
    int subtlety,
    int internalStructure,
    int calcification,
    int sphericity,
    int margin,
    int lobulation,
    int spiculation,
    int texture,
    int malignancy) {}
