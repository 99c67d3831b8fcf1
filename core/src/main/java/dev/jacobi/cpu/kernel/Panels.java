package dev.jacobi.cpu.kernel;

/**
 * Per-sample rows in panels: row i of sample t of a term q stands at {@code array[at + q * term +
 * (t / 32) * panel + i * 32 + t % 32]}.
 *
 * @param array of the element type
 * @param term from a term to the next
 * @param panel from a panel to the next
 */
public record Panels(Object array, int at, int term, int panel) {}
