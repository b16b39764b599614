/**
 * Findings that other systems stored as DICOM: Segmentation objects and measurement reports (TID
 * 1500). They are read as labels, from files that nobody vouches for.
 */
@NullMarked
package org.hilum.pacs.annotation;

import org.jspecify.annotations.NullMarked;
