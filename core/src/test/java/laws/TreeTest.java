package laws;

import static laws.Numbers.assertSameBits;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Name;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.Untrained;
import dev.jacobi.type.TreeException;
import java.lang.classfile.Annotation;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records, lists and maps are trees of tensors: taken apart and put together by their names. */
final class TreeTest {
  enum Kind {
    FIRST
  }

  record Leaf(Tensor weight, Kind kind, int size) {}

  record Branch(Leaf leaf, List<Leaf> list, Map<String, Tensor> map, Tensor missing, String note) {}

  private static Branch branch() {
    Map<String, Tensor> map = new LinkedHashMap<>();
    map.put("b", normal(3, 1));
    map.put("a", normal(4, 1));
    return new Branch(
        new Leaf(normal(1, 1), Kind.FIRST, 7),
        List.of(new Leaf(normal(2, 1), Kind.FIRST, 8)),
        map,
        null,
        "note");
  }

  @Test
  void namesComeFromComponentsElementsAndKeys() {
    assertThat(Tree.named(branch()).keySet())
        .containsExactly("leaf.weight", "list.0.weight", "map.b", "map.a");
    assertThat(Tree.named(normal(1, 1)).keySet()).containsExactly("");
    assertThat(Tree.named(List.of()).keySet()).isEmpty();
  }

  @Test
  void mapKeepsEverythingButTheTensors() {
    Branch branch = branch();
    Branch twice = Tree.map(branch, t -> t.times(2));
    assertThat(twice.leaf().kind()).isEqualTo(Kind.FIRST);
    assertThat(twice.list().get(0).size()).isEqualTo(8);
    assertThat(twice.map().keySet()).containsExactly("b", "a");
    assertThat(twice.missing()).isNull();
    assertThat(twice.note()).isEqualTo("note");
    assertSameBits(twice.leaf().weight(), branch.leaf().weight().times(2));
    assertSameBits(twice.map().get("a"), branch.map().get("a").times(2));
  }

  @Test
  void zipMeetsTensorsOfTheSameName() {
    Branch sum = Tree.zip(branch(), branch(), Tensor::plus);
    assertSameBits(sum.map().get("b"), branch().map().get("b").times(2));
    Map<String, Tensor> ab = new LinkedHashMap<>(Map.of("a", normal(1, 1)));
    ab.put("b", normal(2, 1));
    Map<String, Tensor> ba = new LinkedHashMap<>(Map.of("b", normal(2, 1)));
    ba.put("a", normal(1, 1));
    assertThatThrownBy(() -> Tree.zip(ab, ba, Tensor::plus))
        .isInstanceOf(TreeException.class)
        .hasMessage(
            "zip: a tree with the tensors [a, b] and one with [b, a]; they must be built alike");
    assertThatThrownBy(() -> Tree.zip(List.of(normal(1, 1)), List.of(), Tensor::plus))
        .isInstanceOf(TreeException.class)
        .hasMessage("zip: a tree with the tensors [0] and one with []; they must be built alike");
  }

  record Statistics(@Name("running_mean") @Untrained Tensor runningMean, Tensor weight) {}

  record Chain(@Name("") List<Statistics> layers, @Name("no.such") Tensor bias) {}

  @Test
  void componentsHaveTheNamesThatTheyAreGiven() {
    Statistics layer = new Statistics(normal(1, 2), normal(2, 2));
    Chain chain = new Chain(List.of(layer, layer), normal(3, 1));
    assertThat(Tree.named(chain).keySet())
        .containsExactly("0.running_mean", "0.weight", "1.running_mean", "1.weight", "no.such");
    record Twice(Tensor a, @Name("a") Tensor b) {}
    assertThatThrownBy(() -> Tree.named(new Twice(normal(1, 1), normal(2, 1))))
        .isInstanceOf(TreeException.class)
        .hasMessage("named: two tensors are called a; give one of their components another @Name");
  }

  @Test
  void whatIsNotLearnedHasNoGradient() {
    Statistics layer = new Statistics(normal(1, 2), normal(2, 2));
    assertThat(Tree.described(layer).stream().map(Tree.Leaf::trained)).containsExactly(false, true);
    Statistics gradient = layer.weight().times(layer.runningMean()).sum().gradient(layer);
    assertSameBits(gradient.weight(), layer.runningMean());
    assertThat(gradient.runningMean().toDoubles()).containsExactly(0, 0);
    // it need not even be used
    assertThat(layer.weight().sum().gradient(layer).runningMean().toDoubles())
        .containsExactly(0, 0);
    record Only(@Untrained Tensor mean) {}
    assertThatThrownBy(() -> normal(1, 1).sum().gradient(new Only(normal(1, 1))))
        .isInstanceOf(TreeException.class)
        .hasMessage(
            "gradient: Only; there is no tensor of a float type to learn in it; give a record,"
                + " list or map of tensors");
  }

  @Test
  void rebuildTakesAsManyTensorsAsThereAre() {
    List<Tensor> one = List.of(normal(1, 1));
    assertThatThrownBy(() -> Tree.rebuild(one, List.of()))
        .isInstanceOf(TreeException.class)
        .hasMessage("rebuild: 0 tensors; the tree has 1");
    assertThatThrownBy(() -> Tree.rebuild(one, List.of(normal(1, 1), normal(1, 1))))
        .isInstanceOf(TreeException.class)
        .hasMessage("rebuild: 2 tensors; the tree has 1");
  }

  @Test
  void listsWithGapsKeepThem() {
    List<Tensor> gaps = new ArrayList<>();
    gaps.add(null);
    gaps.add(normal(1, 1));
    assertThat(Tree.leaves(gaps)).hasSize(1);
    List<Tensor> twice = Tree.map(gaps, t -> t.times(2));
    assertThat(twice.get(0)).isNull();
    assertThat(twice).hasSize(2);
  }

  @Test
  void anArrayOfTensorsIsNotTakenForASetting() {
    record Stack(Tensor[] layers) {}
    Stack stack = new Stack(new Tensor[] {normal(1, 1)});
    assertThatThrownBy(() -> Tree.leaves(stack))
        .isInstanceOf(TreeException.class)
        .hasMessage("tree: Tensor[] at layers holds tensors and is no part of a tree; use a List");
    record Sizes(int[] sizes, String[] names) {}
    assertThat(Tree.leaves(new Sizes(new int[] {1}, new String[] {"a"}))).isEmpty();
  }

  @Test
  void aRecordThatIsNotOpenedSaysHowToOpenIt() {
    // a record of the JDK, whose package is open to nobody
    Annotation closed = Annotation.of(ClassDesc.of("java.lang.Deprecated"));
    assertThat(closed).isInstanceOf(Record.class);
    String name = closed.getClass().getName();
    String where = closed.getClass().getPackageName();
    Module library = Tree.class.getModule();
    assertThat(library.isNamed()).isTrue();
    assertThatThrownBy(() -> Tree.leaves(List.of(normal(1, 1), closed)))
        .isInstanceOf(TreeException.class)
        .hasMessage(
            "record "
                + name
                + ": its package is not open to dev.jacobi.core; write `opens "
                + where
                + " to dev.jacobi.core;` in the module-info of java.base");
  }

  @Test
  void whatARecordThrowsIsThrown() {
    record Checked(Tensor weight) {
      Checked {
        if (weight.rank() != 1) {
          throw new IllegalArgumentException("a vector is wanted");
        }
      }
    }
    assertThatThrownBy(() -> Tree.map(new Checked(normal(1, 3)), t -> t.sum()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a vector is wanted");
  }
}
