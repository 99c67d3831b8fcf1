/** Every public method of a tensor: a use of it, and what it gives. */
@NullUnmarked
package laws.api;

import org.jspecify.annotations.NullUnmarked;
