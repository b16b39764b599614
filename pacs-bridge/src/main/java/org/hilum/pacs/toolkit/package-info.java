/**
 * Internal to this module: the toolkit's parser and its values behind guards. Public only because
 * the packages of this module share it; nothing outside the module may use it.
 */
@NullMarked
package org.hilum.pacs.toolkit;

import org.jspecify.annotations.NullMarked;
