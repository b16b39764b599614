/** The durable queue: an embedded Artemis broker, or connections to an external one. */
@NullMarked
package org.hilum.ingest.broker;

import org.jspecify.annotations.NullMarked;
