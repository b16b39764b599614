/** The history as the network reads it, and simulated histories for it to learn from. */
@NullMarked
package org.hilum.model.assess.text;

import org.jspecify.annotations.NullMarked;
