/**
 * The assessor's two networks as TorchScript text and one flat vector of weights each: the
 * segmenter of a slice, and the vision-text mixture of experts.
 */
@NullMarked
package org.hilum.model.assess.net;

import org.jspecify.annotations.NullMarked;
