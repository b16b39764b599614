/** The LIDC nodule slices that the assessor learns from: reading, checking, and back to HU. */
@NullMarked
package org.hilum.model.assess.data;

import org.jspecify.annotations.NullMarked;
