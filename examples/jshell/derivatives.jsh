// jshell --class-path "lib/*" derivatives.jsh
import dev.jacobi.*
import dev.jacobi.nn.*
import dev.jacobi.optim.*

Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}})
Tensor w = Tensor.of(new double[][] {{0.5, -0.3}})
Tensor z = x.matmul(w.transpose())
Tensor y = Tensor.concat(1, z.square(), z.sin())

// every sample's own derivative
System.out.println(y.jacobian(z))

// records are declared where they are needed
record Net(Linear hidden, Linear output) { Tensor apply(Tensor x) { return output.apply(hidden.apply(x).tanh()); } }
@Samples record Batch(Tensor x, Tensor t) {}
Key key = Key.of(1)
Net net = new Net(Linear.of(key.foldIn(0), 2, 8), Linear.of(key.foldIn(1), 8, 1))
Sgd sgd = Sgd.learningRate(0.1)
Tensor points = key.foldIn(2).normal(64, 2)
Batch batch = new Batch(points.value(), points.prod(1).unsqueeze(1).value())
var step = Jacobi.compile((Net n, Batch b) -> sgd.update(n, Loss.mse(n.apply(b.x()), b.t()).gradient(n)))
double before = Loss.mse(net.apply(batch.x()), batch.t()).item()
for (int i = 0; i < 500; i++) { net = step.apply(net, batch); }
double after = Loss.mse(net.apply(batch.x()), batch.t()).item()
System.out.println(after < before / 5)

// a mistake says where it was made and what to do
System.out.println(net.apply(batch.x().transpose()))
System.out.println("still here")
/exit
