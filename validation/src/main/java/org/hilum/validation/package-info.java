/** Batch evaluation against labelled studies. */
@NullMarked
package org.hilum.validation;

import org.jspecify.annotations.NullMarked;
