/** Where the lungs are, with the masses that grow into them from their walls. */
@NullMarked
package org.hilum.model.lung;

import org.jspecify.annotations.NullMarked;
