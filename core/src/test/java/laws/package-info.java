/** Laws of the library as a user meets it: one class a law. */
@NullUnmarked
package laws;

import org.jspecify.annotations.NullUnmarked;
