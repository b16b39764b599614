/**
 * The earlier study of the same patient: which one it is, and the comparison with it. Knows neither
 * queue nor database.
 */
@NullMarked
package org.hilum.ingest.prior;

import org.jspecify.annotations.NullMarked;
