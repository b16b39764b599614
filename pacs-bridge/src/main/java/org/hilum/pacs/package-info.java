/**
 * DICOM on the wire and on disk, behind Hilum's own records. Nothing outside this module imports
 * the DICOM toolkit.
 */
@NullMarked
package org.hilum.pacs;

import org.jspecify.annotations.NullMarked;
