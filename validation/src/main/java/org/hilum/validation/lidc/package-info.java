/**
 * LIDC-IDRI as it is downloaded: the readers' XML, their marks clustered across readers, and the
 * reference standard that follows.
 *
 * <p>Source: Armato SG et al., The Lung Image Database Consortium (LIDC) and Image Database
 * Resource Initiative (IDRI), Med Phys 2011;38:915.
 */
@NullMarked
package org.hilum.validation.lidc;

import org.jspecify.annotations.NullMarked;
