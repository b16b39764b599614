/** The messages that could not be processed, and sending them again. */
@NullMarked
package org.hilum.web.deadletter;

import org.jspecify.annotations.NullMarked;
