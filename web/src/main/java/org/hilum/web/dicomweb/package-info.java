/** The studies' images and their metadata by DICOMweb (PS3.18), which the viewer reads. */
@NullMarked
package org.hilum.web.dicomweb;

import org.jspecify.annotations.NullMarked;
