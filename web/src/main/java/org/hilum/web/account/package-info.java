/** What users do with their own accounts. */
@NullMarked
package org.hilum.web.account;

import org.jspecify.annotations.NullMarked;
