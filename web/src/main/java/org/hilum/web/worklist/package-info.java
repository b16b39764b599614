/** The worklist: every study, how far it has come and what was found. */
@NullMarked
package org.hilum.web.worklist;

import org.jspecify.annotations.NullMarked;
