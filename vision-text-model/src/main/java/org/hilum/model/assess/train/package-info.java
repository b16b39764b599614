/**
 * Training the assessor from the labelled slices to the weights file, and measuring what it does.
 */
@NullMarked
package org.hilum.model.assess.train;

import org.jspecify.annotations.NullMarked;
