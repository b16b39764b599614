/**
 * Camel routes that carry a study from the PACS to a stored draft report, one small route a step.
 */
@NullMarked
package org.hilum.ingest;

import org.jspecify.annotations.NullMarked;
