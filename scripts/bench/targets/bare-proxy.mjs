// The yardstick: the least a JSON gateway can be. node:http on both sides, every body parsed and serialised again,
// every stream event as well. It checks nothing, knows nobody, and handles no error.
import { Agent, createServer, request as send } from "node:http";

const upstream = new URL(process.env.UPSTREAM);
const agent = new Agent({ keepAlive: true });

createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    const body = JSON.stringify(JSON.parse(Buffer.concat(pieces).toString()));
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const { hostname, port } = upstream;
    send({ agent, hostname, port, path: "/v1/chat/completions", method: "POST", headers }, (answer) => {
      if (answer.headers["content-type"]?.startsWith("text/event-stream")) relay(answer, response);
      else whole(answer, response);
    }).end(body);
  });
}).listen(0, "127.0.0.1", function () {
  console.log(JSON.stringify({ port: this.address().port }));
});

function whole(answer, response) {
  const pieces = [];
  answer.on("data", (piece) => pieces.push(piece));
  answer.on("end", () => {
    const body = JSON.stringify(JSON.parse(Buffer.concat(pieces).toString()));
    response.writeHead(answer.statusCode, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  });
}

function relay(answer, response) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  let rest = "";
  answer.setEncoding("utf8");
  answer.on("data", (piece) => {
    const events = (rest + piece).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const data = event.slice("data: ".length);
      response.write(data === "[DONE]" ? "data: [DONE]\n\n" : `data: ${JSON.stringify(JSON.parse(data))}\n\n`);
    }
  });
  answer.on("end", () => response.end());
}
