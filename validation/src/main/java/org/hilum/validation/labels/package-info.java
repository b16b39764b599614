/**
 * What is to be found where, and what its readers said of it, from the forms in which people keep
 * labels: LIDC-IDRI's XML, tables, DICOM Segmentations and measurement reports.
 */
@NullMarked
package org.hilum.validation.labels;

import org.jspecify.annotations.NullMarked;
