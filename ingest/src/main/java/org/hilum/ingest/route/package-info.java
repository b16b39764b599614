/** The Camel routes, one small route a step, and what happens when a step fails. */
@NullMarked
package org.hilum.ingest.route;

import org.jspecify.annotations.NullMarked;
