/** How far a model and readers, or readers among themselves, agree on ratings and categories. */
@NullMarked
package org.hilum.validation.agreement;

import org.jspecify.annotations.NullMarked;
