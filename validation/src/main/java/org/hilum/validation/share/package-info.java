/**
 * A run shared by many machines: the series wait in a durable queue of the broker that ingestion
 * uses too, and workers take one at a time.
 */
@NullMarked
package org.hilum.validation.share;

import org.jspecify.annotations.NullMarked;
