/**
 * What happens to a candidate after the detector found it: segmentation at the resolution of the
 * scan, measurement, a second opinion on whether it is a nodule, and the vision-text mixture of
 * experts that says what it looks like and how suspicious it is.
 */
@NullMarked
package org.hilum.model.assess;

import org.jspecify.annotations.NullMarked;
