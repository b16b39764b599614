/** CT volumes in Hounsfield units on a patient-aligned grid. */
@NullMarked
package org.hilum.model.volume;

import org.jspecify.annotations.NullMarked;
