/**
 * The one place that speaks to the native engine: TorchScript archives written from Java (so that
 * operators that DJL's blocks lack, bf16 and channels-last are at hand), calls into them, and the
 * weights file.
 */
@NullMarked
package org.hilum.model.torch;

import org.jspecify.annotations.NullMarked;
