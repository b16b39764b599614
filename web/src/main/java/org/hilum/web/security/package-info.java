/**
 * Who may do what: login, lock-out, passwords, response headers, and the audit trail of what was
 * looked at.
 */
@NullMarked
package org.hilum.web.security;

import org.jspecify.annotations.NullMarked;
