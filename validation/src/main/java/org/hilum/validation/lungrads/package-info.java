/** Lung-RADS categories given with the studies, and how far the model's agree with them. */
@NullMarked
package org.hilum.validation.lungrads;

import org.jspecify.annotations.NullMarked;
