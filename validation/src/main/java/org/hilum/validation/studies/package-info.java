/**
 * Labelled whole-CT studies as people have them (LIDC-IDRI, LUNA16, a table beside DICOM folders),
 * and running an analyzer over them, resumable.
 */
@NullMarked
package org.hilum.validation.studies;

import org.jspecify.annotations.NullMarked;
