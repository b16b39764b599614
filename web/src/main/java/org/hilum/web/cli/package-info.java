/** The command line: one class a command. */
@NullMarked
package org.hilum.web.cli;

import org.jspecify.annotations.NullMarked;
