/**
 * The vision-text model's public face: a volume and a history go in, findings or a typed refusal
 * come out.
 */
@NullMarked
package org.hilum.model;

import org.jspecify.annotations.NullMarked;
