/** The Spring Boot application and the command line. */
@NullMarked
package org.hilum.web;

import org.jspecify.annotations.NullMarked;
