/** The digital chest phantom as a DICOM study. */
@NullMarked
package org.hilum.ingest.phantom;

import org.jspecify.annotations.NullMarked;
