/**
 * DICOM on disk, behind Hilum's own records: reading headers and histories, decoding pixels, the
 * DICOM JSON model for browsers, and writing CT series. Nothing outside this module imports the
 * DICOM toolkit, and none of its types appears in a public signature here.
 */
@NullMarked
package org.hilum.pacs;

import org.jspecify.annotations.NullMarked;
