/**
 * The entry points of {@code ./hilum validate}: typed options in, an exit code out (0 done, 2 wrong
 * input). They know no command line library.
 */
@NullMarked
package org.hilum.validation.command;

import org.jspecify.annotations.NullMarked;
