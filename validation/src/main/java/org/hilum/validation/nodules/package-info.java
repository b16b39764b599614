/**
 * Malignancy, attributes, outlines and detection of single nodules against four readers: the
 * labelled slices of LIDC-IDRI ({@code nodules.zip} and {@code nodules.csv}). The labels are
 * readers' opinions, not pathology.
 */
@NullMarked
package org.hilum.validation.nodules;

import org.jspecify.annotations.NullMarked;
