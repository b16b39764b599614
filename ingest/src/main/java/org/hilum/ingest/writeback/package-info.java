/** Reports on their way to other systems: what is configured, what is queued, what arrived. */
@NullMarked
package org.hilum.ingest.writeback;

import org.jspecify.annotations.NullMarked;
