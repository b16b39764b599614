/** Outlining a nodule slice by slice at the resolution of the scan, and measuring the outline. */
@NullMarked
package org.hilum.model.assess.segment;

import org.jspecify.annotations.NullMarked;
