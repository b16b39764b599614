/** How well an outline agrees with the readers': overlap, distance of the borders, volume. */
@NullMarked
package org.hilum.validation.segmentation;

import org.jspecify.annotations.NullMarked;
