/**
 * What a user is promised, one law a class. The package is not one of the library's own: so errors
 * that say where something was made must name these files.
 */
@NullUnmarked
package laws;

import org.jspecify.annotations.NullUnmarked;
