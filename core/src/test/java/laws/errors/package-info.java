/** What bad input gets: a table for each kind of door, and the laws that hold for every row. */
@NullUnmarked
package laws.errors;

import org.jspecify.annotations.NullUnmarked;
