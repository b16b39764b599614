/** From an outlined crop to the numbers that the assessor's network takes. */
@NullMarked
package org.hilum.model.assess.input;

import org.jspecify.annotations.NullMarked;
