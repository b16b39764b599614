/** From an assembled study to a judged one: volume, history, model, draft report. */
@NullMarked
package org.hilum.ingest.analysis;

import org.jspecify.annotations.NullMarked;
